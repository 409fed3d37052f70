namespace Aspire.Hosting.Dcp.Objects;

/// <summary>A container run by DCP over Docker or Podman.</summary>
internal sealed record DcpContainer : DcpObject<DcpContainerSpec, DcpContainerStatus>, IDcpKind
{
    public static DcpKind ObjectKind => new("Container", "containers");
}

internal sealed record DcpContainerSpec
{
    /// <summary>The name the runtime shows. A persistent container is found again by it.</summary>
    public string? ContainerName { get; init; }

    public required string Image { get; init; }

    public List<DcpVolumeMount>? VolumeMounts { get; init; }

    public List<DcpContainerPort>? Ports { get; init; }

    public List<DcpEnvVar>? Env { get; init; }

    /// <summary>Replaces the image's entry point.</summary>
    public string? Command { get; init; }

    public List<string>? Args { get; init; }

    public List<DcpContainerLabel>? Labels { get; init; }

    /// <summary>Further arguments to the runtime's <c>create</c>.</summary>
    public List<string>? RunArgs { get; init; }

    /// <summary>True leaves the container running when DCP ends and takes it over at the next start.</summary>
    public bool? Persistent { get; init; }

    /// <summary>A persistent container whose key differs from this one is made anew.</summary>
    public string? LifecycleKey { get; init; }

    public List<DcpNetworkConnection>? Networks { get; init; }

    public bool? Start { get; init; }

    public bool? Stop { get; init; }

    /// <summary><c>always</c>, <c>missing</c> or <c>never</c>; null leaves it to the runtime.</summary>
    public string? PullPolicy { get; init; }
}

/// <param name="Type"><c>bind</c> or <c>volume</c>.</param>
internal sealed record DcpVolumeMount(string Type, string? Source, string Target, bool ReadOnly);

/// <summary>A port of the container, published on <paramref name="HostIP"/> (default 127.0.0.1) and <paramref name="HostPort"/> (null: any free one).</summary>
internal sealed record DcpContainerPort(int ContainerPort, int? HostPort = null, string? HostIP = null, string Protocol = "TCP");

internal sealed record DcpContainerLabel(string Key, string Value);

/// <param name="Name">The name of the <see cref="DcpContainerNetwork"/> object, not of the runtime's network.</param>
/// <param name="Aliases">Host names by which the containers of the network find this one.</param>
internal sealed record DcpNetworkConnection(string Name, List<string> Aliases);

internal sealed record DcpContainerStatus
{
    /// <summary>One of <see cref="DcpContainerState"/>, or empty before DCP has looked at the object.</summary>
    public string? State { get; init; }

    public string? ContainerName { get; init; }

    public string? ContainerId { get; init; }

    public DateTimeOffset? StartupTimestamp { get; init; }

    public DateTimeOffset? FinishTimestamp { get; init; }

    /// <summary>-1 while there is none.</summary>
    public int? ExitCode { get; init; }

    public List<DcpEnvVar>? EffectiveEnv { get; init; }

    public List<string>? EffectiveArgs { get; init; }

    /// <summary>What DCP has to say about the state, for example why an image could not be pulled.</summary>
    public string? Message { get; init; }
}

internal static class DcpContainerState
{
    public const string Pending = "Pending";
    public const string Building = "Building";
    public const string Starting = "Starting";
    public const string Running = "Running";
    public const string Paused = "Paused";
    public const string Stopping = "Stopping";
    public const string Exited = "Exited";
    public const string FailedToStart = "FailedToStart";
    public const string RuntimeUnhealthy = "RuntimeUnhealthy";
    public const string Unknown = "Unknown";

    public static bool IsEnd(string? state) => state is Exited or FailedToStart or Unknown;
}
