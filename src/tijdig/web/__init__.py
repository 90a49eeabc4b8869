"""Pages. A view translates a request, makes one call and shows the answer; it holds no logic and writes nothing itself."""
