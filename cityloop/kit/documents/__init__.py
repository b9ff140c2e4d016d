"""Documents: what a page says as values, and the two kinds of paper it is printed as."""

from cityloop.kit.documents.blocks import Block, Grid, Heading, Page, Text
from cityloop.kit.documents.docx import printed as as_docx
from cityloop.kit.documents.pdf import CannotPrint
from cityloop.kit.documents.pdf import printed as as_pdf

PRINTERS = {"docx": as_docx, "pdf": as_pdf}

__all__ = ["PRINTERS", "Block", "CannotPrint", "Grid", "Heading", "Page", "Text", "as_docx", "as_pdf"]
