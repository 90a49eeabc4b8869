"""Signing in and everything around it, by allauth under Dutch addresses.

The names are those allauth itself uses; what is left out here (signing up, other people's addresses) does not exist.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

urlpatterns = [
    path("inloggen/", account.login, name="account_login"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("inloggen/gesloten/", account.account_inactive, name="account_inactive"),
    path("inloggen/aanmelden/", account.signup, name="account_signup"),
    path("inloggen/bevestig/", account.reauthenticate, name="account_reauthenticate"),
    path("inloggen/e-mail/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^inloggen/e-mail/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("wachtwoord/wijzigen/", account.password_change, name="account_change_password"),
    path("wachtwoord/instellen/", account.password_set, name="account_set_password"),
    path("wachtwoord/vergeten/", account.password_reset, name="account_reset_password"),
    path("wachtwoord/vergeten/verstuurd/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("wachtwoord/nieuw/klaar/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("account/", mfa.index, name="mfa_index"),
    path("inloggen/code/", mfa.authenticate, name="mfa_authenticate"),
    path("inloggen/code/bevestig/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/app/aan/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/uit/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/herstelcodes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/herstelcodes/nieuw/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/herstelcodes/bestand/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]  # fmt: skip
