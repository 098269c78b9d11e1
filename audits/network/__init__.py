"""The flood itself: reads lists of articles that others collected, and counts what they carry."""
