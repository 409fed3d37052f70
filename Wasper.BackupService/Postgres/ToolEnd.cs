namespace Wasper.BackupService.Postgres;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where one ended it.</param>
/// <param name="Complaint">The last lines it wrote to standard error, on one line.</param>
internal sealed record ToolEnd(int ExitCode, string? Complaint)
{
    private const int SignalBase = 128;
    private const int LastSignal = 64;

    /// <summary>The end in words, to be put behind the program's name.</summary>
    public string Text => ExitCode is > SignalBase and <= SignalBase + LastSignal
        ? $"was ended by signal {ExitCode - SignalBase}"
        : $"failed with exit code {ExitCode} ({Complaint ?? "it said nothing"})";
}
