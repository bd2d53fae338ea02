"""Word documents (.docx): what stands on their pages, as a person sees it."""
