using Aspire.Hosting.Dcp.Objects;

namespace Aspire.Hosting.Dcp.Runs;

/// <summary>What is known of the process or container behind a resource, whichever it is. Times are UTC.</summary>
internal sealed record DcpRunState
{
    /// <summary>In the words of Aspire's dashboard: <c>Starting</c>, <c>Running</c>, <c>Stopping</c>, <c>Finished</c>, <c>Exited</c>, <c>FailedToStart</c>, <c>RuntimeUnhealthy</c>.</summary>
    public required string State { get; init; }

    /// <summary>True when nothing runs any more and nothing will by itself.</summary>
    public required bool HasEnded { get; init; }

    /// <summary>Why it could not start, as a sentence for the user; null where it could.</summary>
    public string? Failure { get; init; }

    public int? Pid { get; init; }

    public string? ContainerId { get; init; }

    public string? ContainerName { get; init; }

    public int? ExitCode { get; init; }

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Finished { get; init; }

    /// <summary>As it was given to the process: DCP's placeholders replaced, inherited variables included.</summary>
    public IReadOnlyList<DcpEnvVar> Environment { get; init; } = [];

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public static DcpRunState Of(DcpExecutable executable)
    {
        var status = executable.Status ?? new DcpExecutableStatus();
        return new DcpRunState
        {
            State = status.State switch
            {
                null or "" => DcpExecutableState.Starting,
                // Both mean: ended by force. The dashboard knows neither.
                DcpExecutableState.Terminated or DcpExecutableState.Unknown => DcpContainerState.Exited,
                var state => state,
            },
            HasEnded = DcpExecutableState.IsEnd(status.State),
            Failure = status.State == DcpExecutableState.FailedToStart
                ? ExplainFailure(executable)
                : null,
            Pid = status.Pid > 0 ? status.Pid : null,
            ExitCode = status.ExitCode is null or < 0 ? null : status.ExitCode,
            Created = executable.Metadata.CreationTimestamp,
            Started = status.StartupTimestamp,
            Finished = status.FinishTimestamp,
            Environment = status.EffectiveEnv ?? [],
            Arguments = status.EffectiveArgs ?? [],
        };
    }

    private static string ExplainFailure(DcpExecutable executable)
    {
        var (name, path, folder) = (executable.Metadata.Name, executable.Spec.ExecutablePath, executable.Spec.WorkingDirectory);
        return folder is not null && !Directory.Exists(folder)
            ? $"'{name}' could not be started: its working directory '{folder}' does not exist."
            : Path.IsPathRooted(path) && !File.Exists(path)
                ? $"'{name}' could not be started: there is no file '{path}'."
                : $"'{name}' could not be started: '{path}' is not on the PATH or cannot be run; its console log tells why.";
    }

    public static DcpRunState Of(DcpContainer container)
    {
        var status = container.Status ?? new DcpContainerStatus();
        return new DcpRunState
        {
            State = status.State switch
            {
                null or "" or DcpContainerState.Pending or DcpContainerState.Building => DcpContainerState.Starting,
                DcpContainerState.Unknown => DcpContainerState.Exited,
                var state => state,
            },
            HasEnded = DcpContainerState.IsEnd(status.State),
            Failure = DcpContainerFailure.Explain(container),
            ContainerId = status.ContainerId,
            ContainerName = status.ContainerName,
            ExitCode = status.ExitCode is null or < 0 ? null : status.ExitCode,
            Created = container.Metadata.CreationTimestamp,
            Started = status.StartupTimestamp,
            Finished = status.FinishTimestamp,
            Environment = status.EffectiveEnv ?? [],
            Arguments = status.EffectiveArgs ?? [],
        };
    }
}
