using System.Collections.Frozen;
using System.Net;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Routing;

/// <summary>The names the gateway answers to: <see cref="GatewayOptions.Domains"/>, whatever the port behind them; every name where that list is empty.</summary>
internal sealed class KnownHosts
{
    private static readonly string[] _loopbackNames = ["localhost", "127.0.0.1", "::1"];

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _names;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _loopback;

    public KnownHosts(GatewayOptions options)
    {
        IsAny = options.Domains.Count == 0;
        _names = Lookup(options.Domains);
        _loopback = Lookup(_loopbackNames);
    }

    /// <summary>Whether no list is set: local development, or an address that changes.</summary>
    public bool IsAny { get; }

    /// <summary>Whether the request may go on by its Host, which for HTTP/2 is its <c>:authority</c> and for a target with scheme and host the
    /// same as that (the server sees to both). The names of this machine are known too, but only to clients on it: an operator, or a probe
    /// inside the container.</summary>
    public bool Knows(HttpContext context)
    {
        if (IsAny)
        {
            return true;
        }

        var name = NameOf(context.Request.Host.Value);
        return _names.Contains(name)
            || (_loopback.Contains(name) && context.Connection.RemoteIpAddress is { } client && IPAddress.IsLoopback(client));
    }

    // Without port, brackets, and the dot that ends a full name.
    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> host)
    {
        if (host.StartsWith('['))
        {
            var end = host.IndexOf(']');
            return end < 0 ? [] : host[1..end];
        }

        var colon = host.IndexOf(':');
        var name = colon < 0 ? host : host[..colon];
        return name.EndsWith('.') ? name[..^1] : name;
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup(IEnumerable<string> names) =>
        names.Select(name => name.Trim('[', ']').TrimEnd('.'))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
}
