"""From a figure and what updates it to exact frames, fast. It knows Matplotlib and nothing else of the package."""
