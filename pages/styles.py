"""What the theme cannot say: a few rules of CSS, for every page."""

# else a phone cuts off what a link leads to, a link stands further right than the text above it,
# and one that leads to the page that one is on is grey
LINKS = """
[data-testid=stPageLink-NavLink] * { white-space: normal; }
[data-testid=stPageLink-NavLink] { padding-inline: 0; }
[data-testid=stPageLink-NavLink], [data-testid=stPageLink-NavLink]:hover { background: none; }
[data-testid=stPageLink-NavLink]:hover { text-decoration: underline; }
"""
# Streamlit fades captions, and badges in them, until they can hardly be read
CAPTIONS = """
[data-testid=stCaptionContainer] {
    opacity: 1;
    color: color-mix(in srgb, currentColor 75%, transparent);
}
"""
# the colour that white is read on cannot be read on the dark background
CHOSEN = """
[role=tab][aria-selected=true] { color: inherit; }
[data-testid=stButtonGroup] [role=toolbar] [data-variant=pills][data-selected] { color: inherit; }
"""
# half a screen of a phone was empty before the title
PHONE = """
@media (max-width: 640px) {
    [data-testid=stMainBlockContainer] { padding-top: 4rem; }
}
"""
STYLE = f"<style>{LINKS}{CAPTIONS}{CHOSEN}{PHONE}</style>"
