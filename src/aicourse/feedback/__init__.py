"""What people see: feedback pages, reports, tables in the terminal."""
