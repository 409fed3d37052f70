using System.Net;
using System.Net.Sockets;

namespace Wasper.Gateway.AccessLog;

/// <summary>A client's address as it is written down.</summary>
internal static class ClientAddress
{
    private const int IPv4Kept = 3;
    private const int IPv6Kept = 6;

    public static string? Write(IPAddress? address, bool mask)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && mask ? Mask(plain).ToString() : plain?.ToString();
    }

    private static IPAddress Mask(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(address.AddressFamily == AddressFamily.InterNetwork ? IPv4Kept : IPv6Kept).Clear();
        return new IPAddress(bytes);
    }
}
