namespace Wasper.Gateway.Webhooks;

/// <summary>What became of an attempt to take a delivery into the spool.</summary>
internal enum SpoolOutcome
{
    /// <summary>It is on the disk, or was so before: its sender can be told that it was taken.</summary>
    Taken,

    /// <summary>The spool holds as much as it may.</summary>
    Full,

    /// <summary>The disk does not take it.</summary>
    Failed,
}
