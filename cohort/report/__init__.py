"""What is handed over: figures, page, workbook, document, tables, manifest."""
