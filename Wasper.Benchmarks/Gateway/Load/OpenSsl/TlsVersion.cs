namespace Wasper.Benchmarks.Gateway.Load.OpenSsl;

/// <summary>With their numbers on the wire (RFC 8446, 4.1.2 and 4.2.1).</summary>
internal enum TlsVersion
{
    Tls12 = 0x0303,
    Tls13 = 0x0304,
}
