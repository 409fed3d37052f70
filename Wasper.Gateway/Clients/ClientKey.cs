using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Wasper.Gateway.Clients;

/// <summary>Whom an address is counted as: an IPv4 address, or an IPv6 network of 64 bits, for whoever has one address of it has them all (RFC 6177).</summary>
internal readonly record struct ClientKey(ulong High, uint Low)
{
    public static ClientKey Of(IPAddress address)
    {
        var plain = ClientAddress.Plain(address);
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out _);
        return plain.AddressFamily is AddressFamily.InterNetwork
            ? new ClientKey(0, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new ClientKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), 0);
    }
}
