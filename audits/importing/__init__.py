"""Takes in answers that people collected by hand from consumer apps.

    sheet, lines, chat exports  ->  Entry  ->  matched to the suite's prompts  ->  transcripts

Readers (`sheet`, `lines`, `chatgpt`, `claude`, `gemini`) turn files into entries, `matching` finds
the prompt that was asked, `planning` numbers repeats and refuses duplicates, `storing` writes.
"""
