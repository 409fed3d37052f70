using System.Net;

namespace Wasper.Gateway.Clients;

/// <summary>Addresses of clients as they are compared, counted and written down.</summary>
internal static class ClientAddress
{
    /// <summary>IPv4 as IPv4: on a socket that takes both kinds it arrives as <c>::ffff:192.0.2.1</c>.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Reads one entry of X-Forwarded-For: an address, and from some proxies its port (Azure's Application Gateway writes
    /// <c>192.0.2.1:49152</c>, RFC 7239 <c>[2001:db8::1]:49152</c>).</summary>
    public static bool TryParse(ReadOnlySpan<char> entry, out IPAddress address)
    {
        entry = entry.Trim();
        if (entry.StartsWith('['))
        {
            var end = entry.IndexOf(']');
            entry = end < 0 ? [] : entry[1..end];
        }
        else if (entry.Contains('.') && entry.LastIndexOf(':') is > 0 and var colon && entry[..colon].IndexOf(':') < 0)
        {
            entry = entry[..colon];
        }

        // The parser takes 127.1 and 0x7f000001 for addresses as well; no proxy writes them, and what is odd is not believed.
        if (IPAddress.TryParse(entry, out var parsed) && (entry.Contains(':') || entry.Count('.') == 3))
        {
            address = Plain(parsed);
            return true;
        }

        address = IPAddress.None;
        return false;
    }
}
