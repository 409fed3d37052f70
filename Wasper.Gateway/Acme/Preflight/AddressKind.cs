using System.Net;
using System.Net.Sockets;

namespace Wasper.Gateway.Acme.Preflight;

/// <summary>Tells addresses that machines elsewhere cannot reach.</summary>
internal static class AddressKind
{
    private static readonly (IPNetwork Network, string Name)[] _kinds =
    [
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback address"),
        (IPNetwork.Parse("::1/128"), "a loopback address"),
        (IPNetwork.Parse("0.0.0.0/8"), "no address of a machine"),
        (IPNetwork.Parse("::/128"), "no address of a machine"),
        (IPNetwork.Parse("10.0.0.0/8"), "a private address"),
        (IPNetwork.Parse("172.16.0.0/12"), "a private address"),
        (IPNetwork.Parse("192.168.0.0/16"), "a private address"),
        (IPNetwork.Parse("fc00::/7"), "a private address"),
        (IPNetwork.Parse("100.64.0.0/10"), "an address inside a provider's network"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
    ];

    /// <summary>As in "is a private address"; null for one that the internet may reach (RFC 6890).</summary>
    public static string? Of(IPAddress address)
    {
        var plain = address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return _kinds.FirstOrDefault(kind => kind.Network.Contains(plain)).Name;
    }
}
