using Wasper.BackupService;
using Wasper.BackupService.Commands;

return args.Length == 0 ? await BackupHost.RunAsync() : await CommandLine.RunAsync(args);
