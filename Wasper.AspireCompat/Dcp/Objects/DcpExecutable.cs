namespace Aspire.Hosting.Dcp.Objects;

/// <summary>A process run by DCP.</summary>
internal sealed record DcpExecutable : DcpObject<DcpExecutableSpec, DcpExecutableStatus>, IDcpKind
{
    public static DcpKind ObjectKind => new("Executable", "executables");
}

internal sealed record DcpExecutableSpec
{
    public required string ExecutablePath { get; init; }

    public string? WorkingDirectory { get; init; }

    public List<string>? Args { get; init; }

    public List<DcpEnvVar>? Env { get; init; }

    public string ExecutionType { get; init; } = "Process";

    /// <summary>False keeps the process from starting until it is set to true or removed.</summary>
    public bool? Start { get; init; }

    /// <summary>True ends the process for good: to start it again, delete the object and create a new one.</summary>
    public bool? Stop { get; init; }

    public DcpAmbientEnvironment? AmbientEnvironment { get; init; }
}

/// <param name="Behavior"><c>Inherit</c> (DCP's own environment is the base) or <c>DoNotInherit</c>.</param>
internal sealed record DcpAmbientEnvironment(string Behavior)
{
    public static readonly DcpAmbientEnvironment Inherit = new("Inherit");
}

internal sealed record DcpExecutableStatus
{
    /// <summary>One of <see cref="DcpExecutableState"/>, or empty before DCP has looked at the object.</summary>
    public string? State { get; init; }

    public int? Pid { get; init; }

    public DateTimeOffset? StartupTimestamp { get; init; }

    public DateTimeOffset? FinishTimestamp { get; init; }

    public int? ExitCode { get; init; }

    public List<DcpEnvVar>? EffectiveEnv { get; init; }

    public List<string>? EffectiveArgs { get; init; }
}

internal static class DcpExecutableState
{
    public const string Starting = "Starting";
    public const string Running = "Running";
    public const string Stopping = "Stopping";
    public const string Finished = "Finished";
    public const string Terminated = "Terminated";
    public const string FailedToStart = "FailedToStart";

    /// <summary>
    /// DCP no longer knows the process. Seen after a process had to be killed because it ignored SIGTERM: no exit code and no finish time follow,
    /// so this is an end like any other.
    /// </summary>
    public const string Unknown = "Unknown";

    public static bool IsEnd(string? state) => state is Finished or Terminated or FailedToStart or Unknown;
}
