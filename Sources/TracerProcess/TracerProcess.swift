// TracerProcess
