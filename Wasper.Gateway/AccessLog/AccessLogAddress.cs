using System.Net;
using System.Net.Sockets;
using Wasper.Gateway.Clients;

namespace Wasper.Gateway.AccessLog;

/// <summary>A client's address as the access log has it: whole, or without its last part.</summary>
internal static class AccessLogAddress
{
    private const int IPv4Kept = 3;
    private const int IPv6Kept = 6;

    public static string? Write(IPAddress? address, bool mask)
    {
        var plain = address is null ? null : ClientAddress.Plain(address);
        return plain is not null && mask ? Mask(plain).ToString() : plain?.ToString();
    }

    private static IPAddress Mask(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(address.AddressFamily == AddressFamily.InterNetwork ? IPv4Kept : IPv6Kept).Clear();
        return new IPAddress(bytes);
    }
}
