using System.Collections.Concurrent;
using Aspire.Hosting.Dcp.Runs;

namespace Wasper.Tests.AspireCompat.Dcp;

/// <summary>Remembers all it is told.</summary>
internal sealed class DcpRunListener : IDcpRunListener
{
    private readonly ConcurrentQueue<(string Name, DcpRunState State)> _states = [];
    private readonly ConcurrentQueue<(string Name, DcpConsoleLine Line)> _lines = [];

    public void Changed(string name, DcpRunState state) => _states.Enqueue((name, state));

    public void Printed(string name, IReadOnlyList<DcpConsoleLine> lines)
    {
        foreach (var line in lines)
        {
            _lines.Enqueue((name, line));
        }
    }

    public List<string> States(string name) => [.. _states.Where(entry => entry.Name == name).Select(entry => entry.State.State)];

    public async Task<DcpRunState> WaitAsync(string name, Func<DcpRunState, bool> isReached) =>
        (await DcpTestRun.WaitAsync(
            () => Task.FromResult(_states.Where(entry => entry.Name == name).Select(entry => entry.State).FirstOrDefault(isReached)), state => state is not null))!;

    /// <summary>Waits for a line with the text, or for any.</summary>
    public Task<List<DcpConsoleLine>> WaitForLineAsync(string name, string? text) =>
        DcpTestRun.WaitAsync(
            () => Task.FromResult(_lines.Where(entry => entry.Name == name).Select(entry => entry.Line).ToList()), lines => lines.Any(line => text is null || line.Text == text));
}
