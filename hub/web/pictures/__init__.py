"""Pictures as values: numbers in, marks out. No SVG and no words here; the templates draw, the screens say."""
