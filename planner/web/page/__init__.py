"""What every page is made of: the frame, the browser's controls, messages, the first visit."""
