using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.AccessLog;

/// <summary>The section <c>Gateway:AccessLog</c>.</summary>
internal sealed record AccessLogOptions
{
    /// <summary>Whether each request of the HTTPS port becomes a line of JSON on standard output.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Whether client addresses lose their last part (IPv4 /24, IPv6 /48), so that a line no longer names a person.</summary>
    public required bool MaskAddresses { get; init; }

    public static AccessLogOptions Read(SectionReader section) => new()
    {
        Enabled = section.Flag("Enabled", false),
        MaskAddresses = section.Flag("MaskAddresses", false),
    };
}
