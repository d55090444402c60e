"""What people look at: charts for governors, a workbook for the comms team."""
