"""What is drawn: themes, texts, time, the layout of a figure, its layers and views."""
