namespace Wasper.Gateway.AccessLog;

/// <summary>Where the lines go.</summary>
internal sealed record AccessLogOutput(Stream Stream);
