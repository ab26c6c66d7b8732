"""What the theme cannot say: a few rules of CSS, for every page."""

# else a phone cuts off what a link leads to, and a link stands further right than the text above
LINKS = """
[data-testid=stPageLink-NavLink] * { white-space: normal; }
[data-testid=stPageLink-NavLink] { margin-inline: -0.5rem; }
"""
# Streamlit fades captions, and badges in them, until they can hardly be read
CAPTIONS = """
[data-testid=stCaptionContainer] {
    opacity: 1;
    color: color-mix(in srgb, currentColor 75%, transparent);
}
"""
STYLE = f"<style>{LINKS}{CAPTIONS}</style>"
