using Wasper.ServiceDefaults;

namespace Wasper.BackupService;

/// <summary>How the program ends, as the service and as a command.</summary>
internal static class ExitCodes
{
    /// <summary>Done, or stopped as asked.</summary>
    public const int Done = 0;

    /// <summary>Not done, or a backup is damaged; a sentence on standard error says why.</summary>
    public const int Failed = ExpectedFailure.ExitCode;

    /// <summary>The command line is not understood.</summary>
    public const int Usage = 2;
}
