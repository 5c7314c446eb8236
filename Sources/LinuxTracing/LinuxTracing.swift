// LinuxTracing
