"""Pages that belong to nobody in particular: the start, changing organisation, help, theme, errors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template import loader
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from tijdig.config import environment
from tijdig.web import access, shell
from tijdig.web.theme import theme_css


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """To the first page somebody may see; to signing in for who is not known yet."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    acting = access.acting_of(request)
    return redirect(shell.home_of(acting) if acting else "help")


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act for another organisation from now on."""
    acting = access.acting_of(request)
    wanted = request.POST.get("organisatie", "")
    if acting and wanted in {one.key for one in acting.others}:
        request.session[access.SESSION_KEY] = wanted
        name = next(one.name for one in acting.others if one.key == wanted)
        messages.success(request, f"U werkt nu voor {name}.")
    return redirect("start")


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """How things work, on one page."""
    return render(request, "help.html")


@require_POST
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Switch the keys of one letter off or on again, for this browser (WCAG 2.1.4)."""
    answer = redirect("help")
    on = request.POST.get("sneltoetsen") == "aan"
    year = 365 * 24 * 60 * 60
    answer.set_cookie(
        shell.KEYS_COOKIE, "aan" if on else "uit", max_age=year, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    messages.success(request, "De sneltoetsen staan aan." if on else "De sneltoetsen staan uit.")
    return answer


@require_GET
@cache_control(max_age=300, public=True)
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """The colours of a municipality."""
    return HttpResponse(theme_css(environment.data_directory() / "themes.toml", code), content_type="text/css")


def refused(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """403: what may not be done, and the way out."""
    told = str(exception) if isinstance(exception, access.Refused) else ""
    return render(request, "403.html", {"told": told}, status=403)


def unknown(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404: nothing here, or not of this municipality; which of the two is not said."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponseBase:
    """500, without anything that could be broken itself: no database, no session."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """403 for a form that is too old or does not come from here."""
    told = "Dit formulier is verlopen. Ga terug, ververs de pagina en verstuur het opnieuw."
    return render(request, "403.html", {"told": told, "expired": True}, status=403)
