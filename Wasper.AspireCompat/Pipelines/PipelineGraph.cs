namespace Aspire.Hosting.Pipelines;

/// <summary>Steps and what each must wait for: its own wishes and those of the steps that it says need it.</summary>
internal sealed class PipelineGraph
{
    private readonly Dictionary<string, PipelineStep> _steps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _dependencies = new(StringComparer.Ordinal);

    /// <exception cref="DistributedApplicationException">A name is there twice or not at all, or steps wait for each other.</exception>
    public PipelineGraph(IReadOnlyCollection<PipelineStep> steps)
    {
        foreach (var step in steps)
        {
            if (!_steps.TryAdd(step.Name, step))
            {
                throw Duplicate(step.Name);
            }

            _dependencies.Add(step.Name, new(StringComparer.Ordinal));
        }

        foreach (var step in steps)
        {
            foreach (var name in step.DependsOnSteps)
            {
                _dependencies[step.Name].Add(Known(name, $"the step '{step.Name}' depends on it"));
            }

            foreach (var name in step.RequiredBySteps)
            {
                _dependencies[Known(name, $"the step '{step.Name}' is said to be required by it")].Add(step.Name);
            }
        }

        // Also those that would not run now: a circle is a mistake whichever step is asked for.
        Order(_steps.Keys);
    }

    public static DistributedApplicationException Duplicate(string name) =>
        new($"There are two pipeline steps of the name '{name}'; give one of them another name.");

    /// <exception cref="DistributedApplicationException">No step was named, or none of that name exists.</exception>
    public PipelineStep Find(string? name) => string.IsNullOrEmpty(name)
        ? throw new DistributedApplicationException($"No pipeline step was named; add --step and one of: {AllNames}.")
        : _steps[Known(name, "it was asked for")];

    public IEnumerable<string> DependenciesOf(PipelineStep step) => _dependencies[step.Name];

    /// <summary>The step and all that it waits for, each after what it waits for itself.</summary>
    public IReadOnlyList<PipelineStep> UpTo(PipelineStep step) => Order([step.Name]);

    private string AllNames => string.Join(", ", _steps.Keys.Order(StringComparer.Ordinal));

    private string Known(string name, string why) => _steps.ContainsKey(name)
        ? name
        : throw new DistributedApplicationException($"There is no pipeline step '{name}', but {why}; there are: {AllNames}.");

    private List<PipelineStep> Order(IEnumerable<string> names)
    {
        var ordered = new List<PipelineStep>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            Visit(name, []);
        }

        return ordered;

        void Visit(string name, List<string> path)
        {
            if (done.Contains(name))
            {
                return;
            }

            if (path.IndexOf(name) is var start and >= 0)
            {
                var circle = string.Join(" → ", path[start..].Append(name));
                throw new DistributedApplicationException($"Pipeline steps wait for each other in a circle: {circle}; take one of these dependencies out.");
            }

            path.Add(name);
            foreach (var dependency in _dependencies[name])
            {
                Visit(dependency, path);
            }

            path.RemoveAt(path.Count - 1);
            done.Add(name);
            ordered.Add(_steps[name]);
        }
    }
}
