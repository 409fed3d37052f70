namespace Aspire.Hosting.Dcp.Objects;

/// <summary>A stable address in front of whatever produces the service. DCP listens on it and forwards, unless it is proxyless.</summary>
internal sealed record DcpService : DcpObject<DcpServiceSpec, DcpServiceStatus>, IDcpKind
{
    public static DcpKind ObjectKind => new("Service", "services");
}

internal sealed record DcpServiceSpec
{
    public string? Address { get; init; }

    /// <summary>Null: DCP picks a free one.</summary>
    public int? Port { get; init; }

    public string Protocol { get; init; } = "TCP";

    /// <summary><see cref="Localhost"/> or <see cref="Proxyless"/>.</summary>
    public string AddressAllocationMode { get; init; } = Localhost;

    public const string Localhost = "Localhost";

    /// <summary>DCP does not listen: the producer is reached directly.</summary>
    public const string Proxyless = "Proxyless";
}

internal sealed record DcpServiceStatus
{
    public string? EffectiveAddress { get; init; }

    public int? EffectivePort { get; init; }

    /// <summary><c>Ready</c> once a producer serves it, else <c>NotReady</c>.</summary>
    public string? State { get; init; }
}

/// <summary>An address that serves a <see cref="DcpService"/>; DCP makes one per producer.</summary>
internal sealed record DcpEndpoint : DcpObject<DcpEndpointSpec, DcpEndpointStatus>, IDcpKind
{
    public static DcpKind ObjectKind => new("Endpoint", "endpoints");
}

internal sealed record DcpEndpointSpec
{
    public string? ServiceName { get; init; }

    public string? Address { get; init; }

    public int? Port { get; init; }
}

internal sealed record DcpEndpointStatus;
