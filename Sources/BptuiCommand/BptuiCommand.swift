// BptuiCommand
