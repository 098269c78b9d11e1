"""Chatbots behind one question-and-reply shape; the only package that opens a connection."""
