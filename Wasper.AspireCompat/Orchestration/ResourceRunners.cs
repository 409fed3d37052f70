using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp.Runs;

namespace Aspire.Hosting.Orchestration;

/// <summary>The runners of all resources that the engine runs. What DCP reports goes to the one it is about.</summary>
internal sealed class ResourceRunners : IDcpRunListener, IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceRunner> _byName = new(StringComparer.Ordinal);

    public void Add(ResourceRunner runner) => _byName[RunPlanner.NameOf(runner.Resource)] = runner;

    /// <exception cref="DistributedApplicationException">The application has not been started.</exception>
    public ResourceRunner Get(IResource resource) => _byName.TryGetValue(RunPlanner.NameOf(resource), out var runner)
        ? runner
        : throw new DistributedApplicationException($"'{resource.Name}' can be started and stopped only in an application that runs.");

    /// <summary>The runner of an instance; null where there is none of that id.</summary>
    public ResourceRunner? Find(string resourceId) => _byName.Values.FirstOrDefault(runner => ResourceId.Of(runner.Resource) == resourceId);

    public void Changed(string name, DcpRunState state)
    {
        if (_byName.TryGetValue(name, out var runner))
        {
            runner.Changed(state);
        }
    }

    public void Printed(string name, IReadOnlyList<DcpConsoleLine> lines)
    {
        if (_byName.TryGetValue(name, out var runner))
        {
            runner.Printed(lines);
        }
    }

    public void Dispose()
    {
        foreach (var runner in _byName.Values)
        {
            runner.Dispose();
        }
    }
}
