"""Pages of a finished PDF as pictures: for the preview in the window and for the printer."""
