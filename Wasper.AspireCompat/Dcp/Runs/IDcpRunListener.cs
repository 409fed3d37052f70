namespace Aspire.Hosting.Dcp.Runs;

/// <summary>A line of a resource's console and when it was printed.</summary>
internal readonly record struct DcpConsoleLine(DateTimeOffset? Timestamp, string Text, bool IsError);

/// <summary>Hears what happens to the runs. Called from background loops, one call at a time for each run; may not throw.</summary>
internal interface IDcpRunListener
{
    /// <summary>The state of <paramref name="name"/> is another one.</summary>
    void Changed(string name, DcpRunState state);

    /// <summary>The process printed. Lines come in order for each of its streams.</summary>
    void Printed(string name, IReadOnlyList<DcpConsoleLine> lines);
}
