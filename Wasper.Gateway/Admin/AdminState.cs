namespace Wasper.Gateway.Admin;

/// <summary>The gateway at a glance.</summary>
internal sealed record AdminState(string? Version, int ProcessId);
