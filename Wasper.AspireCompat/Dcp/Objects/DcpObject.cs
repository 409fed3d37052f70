namespace Aspire.Hosting.Dcp.Objects;

/// <summary>One object of DCP's API: what every kind has in common. Only the fields this library uses are declared; DCP sends more.</summary>
internal abstract record DcpObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public required DcpMetadata Metadata { get; init; }
}

/// <summary>An object with its wanted (<see cref="Spec"/>) and its observed (<see cref="Status"/>, null until DCP has seen it) half.</summary>
internal abstract record DcpObject<TSpec, TStatus> : DcpObject
    where TSpec : class
    where TStatus : class
{
    public required TSpec Spec { get; init; }

    public TStatus? Status { get; init; }
}

internal sealed record DcpMetadata
{
    public required string Name { get; init; }

    /// <summary>Changes when an object is deleted and created again under the same name.</summary>
    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Set from the moment a deletion was asked for; the object goes away once DCP has ended what it stands for.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    public Dictionary<string, string>? Annotations { get; init; }

    public Dictionary<string, string>? Labels { get; init; }
}

/// <summary>The two names a kind has on the wire.</summary>
internal readonly record struct DcpKind(string Name, string Plural);

/// <summary>A kind that <see cref="DcpClient"/> can address.</summary>
internal interface IDcpKind
{
    static abstract DcpKind ObjectKind { get; }
}

/// <summary>A name and its value, of an environment variable.</summary>
internal sealed record DcpEnvVar(string Name, string? Value);

/// <summary>
/// One entry of the annotation <c>service-producer</c>: the object serves <paramref name="ServiceName"/> on <paramref name="Port"/>
/// (for a container, its own port). Without a port DCP picks one and tells the process through <c>{{- portForServing "name" -}}</c>.
/// </summary>
internal sealed record DcpServiceProducer(string ServiceName, string? Address = null, int? Port = null)
{
    public const string Annotation = "service-producer";
}
