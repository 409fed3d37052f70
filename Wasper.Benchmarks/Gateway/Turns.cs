namespace Wasper.Benchmarks.Gateway;

/// <summary>Proxies that take turns, round by round, so that a neighbour's load falls on all of them.</summary>
internal static class Turns
{
    /// <summary>Measures each proxy <paramref name="rounds"/> times.</summary>
    /// <param name="what">What is measured, for the line on standard error that tells of each round.</param>
    /// <returns>The samples of each proxy by its name, in the order of <paramref name="peers"/>.</returns>
    public static async Task<IReadOnlyList<(string Name, IReadOnlyList<T> Samples)>> TakeAsync<T>(
        IReadOnlyList<RunningServer> peers, int rounds, string what, Func<RunningServer, Task<T>> measure)
    {
        var samples = peers.Select(peer => (peer.Name, Samples: new List<T>())).ToList();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (peer, (_, own)) in peers.Zip(samples))
            {
                own.Add(await measure(peer));
            }

            Console.Error.WriteLine($"{what}: round {round + 1} of {rounds}");
        }

        return [.. samples.Select(pair => (pair.Name, (IReadOnlyList<T>)pair.Samples))];
    }
}
