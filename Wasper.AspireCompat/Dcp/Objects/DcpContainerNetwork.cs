namespace Aspire.Hosting.Dcp.Objects;

/// <summary>A bridge network of the container runtime.</summary>
internal sealed record DcpContainerNetwork : DcpObject<DcpContainerNetworkSpec, DcpContainerNetworkStatus>, IDcpKind
{
    public static DcpKind ObjectKind => new("ContainerNetwork", "containernetworks");
}

internal sealed record DcpContainerNetworkSpec
{
    /// <summary>The name the runtime shows; null derives it from the object's name.</summary>
    public string? NetworkName { get; init; }

    /// <summary>True keeps the network between runs: persistent containers need it.</summary>
    public bool? Persistent { get; init; }
}

internal sealed record DcpContainerNetworkStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>FailedToStart</c>, <c>Removed</c> or <c>NotFound</c>.</summary>
    public string? State { get; init; }

    public string? NetworkName { get; init; }

    public string? Message { get; init; }
}

/// <summary>A named volume of the container runtime. Its data outlives the run.</summary>
internal sealed record DcpContainerVolume : DcpObject<DcpContainerVolumeSpec, DcpContainerVolumeStatus>, IDcpKind
{
    public static DcpKind ObjectKind => new("ContainerVolume", "containervolumes");
}

internal sealed record DcpContainerVolumeSpec
{
    public required string Name { get; init; }

    public bool Persistent { get; init; } = true;
}

internal sealed record DcpContainerVolumeStatus
{
    public string? State { get; init; }
}
