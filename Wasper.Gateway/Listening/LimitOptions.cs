using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Listening;

/// <summary>The section <c>Gateway:Limits</c>: what clients may take up before they have asked for anything.</summary>
internal sealed record LimitOptions
{
    /// <summary>A connection that stands still takes some 60 KB here, one whose answer nobody reads 150 KB (measured with slowhttptest): 450 MB at the worst.</summary>
    private const int DefaultConnections = 3000;

    /// <summary>Whole offices come from one address, and senders of webhooks from a few.</summary>
    private const int DefaultClientConnections = 1200;

    /// <summary>Connections on both ports together.</summary>
    public required int Connections { get; init; }

    /// <summary>Connections of one client, an IPv4 address or an IPv6 network of 64 bits. Trusted proxies have as many as they need.</summary>
    public required int ClientConnections { get; init; }

    /// <summary>All header fields of a request together, in bytes; the request line has 8 KB of its own.</summary>
    public required int HeaderBytes { get; init; }

    public required int HeaderCount { get; init; }

    /// <summary>From the first byte of a request to the end of its header.</summary>
    public required TimeSpan HeaderTimeout { get; init; }

    /// <summary>How long a connection may be idle between two requests.</summary>
    public required TimeSpan KeepAlive { get; init; }

    /// <summary>How long a body may keep the gateway waiting before it has to come at <see cref="BodyBytesPerSecond"/> on the average. nginx waits 60 s between two reads.</summary>
    public required TimeSpan BodyPatience { get; init; }

    /// <summary>Far below any link that works, and far above a byte now and then.</summary>
    public static int BodyBytesPerSecond => 240;

    /// <summary>How long an answer may wait for its reader: downloads on hold and tabs that sleep are common, and cost a buffer of 64 KB.</summary>
    public required TimeSpan WritePatience { get; init; }

    public static LimitOptions Read(SectionReader section)
    {
        var connections = section.Number("Connections", DefaultConnections, 1, 1_000_000);
        return new LimitOptions
        {
            Connections = connections,
            ClientConnections = section.Number("ClientConnections", Math.Min(DefaultClientConnections, connections), 1, 1_000_000),
            HeaderBytes = section.Number("HeaderKilobytes", 32, 1, 1024) * 1024,
            HeaderCount = section.Number("HeaderCount", 100, 10, 10_000),
            HeaderTimeout = TimeSpan.FromSeconds(section.Number("HeaderSeconds", 30, 1, 3600)),
            KeepAlive = TimeSpan.FromSeconds(section.Number("KeepAliveSeconds", 130, 1, 86_400)),
            BodyPatience = TimeSpan.FromSeconds(section.Number("BodySeconds", 60, 2, 3600)),
            WritePatience = TimeSpan.FromSeconds(section.Number("WriteSeconds", 900, 2, 86_400)),
        };
    }
}
