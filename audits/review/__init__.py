"""People's labels: which answers they see, the page, the spreadsheet, the file that only grows."""
