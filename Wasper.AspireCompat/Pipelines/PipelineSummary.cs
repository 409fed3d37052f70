using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.Pipelines;

/// <summary>What the user reads when the run is over: where the files are, under which address the application answers.</summary>
[Experimental("ASPIREPIPELINES001")]
public sealed class PipelineSummary
{
    private readonly Lock _gate = new();
    private readonly List<PipelineSummaryItem> _items = [];

    /// <summary>The lines so far, in the order in which they were added.</summary>
    public ReadOnlyCollection<PipelineSummaryItem> Items
    {
        get
        {
            lock (_gate)
            {
                return new([.. _items]);
            }
        }
    }

    /// <summary>Adds a line; steps that run at the same time may.</summary>
    public void Add(string key, string value)
    {
        lock (_gate)
        {
            _items.Add(new PipelineSummaryItem(key, value, enableMarkdown: false));
        }
    }
}

/// <summary>One line of a <see cref="PipelineSummary"/>.</summary>
[Experimental("ASPIREPIPELINES001")]
public sealed class PipelineSummaryItem(string key, string value, bool enableMarkdown)
{
    /// <summary>What the line is about.</summary>
    public string Key { get; } = key;

    /// <summary>What it says.</summary>
    public string Value { get; } = value;

    /// <summary>Whether <see cref="Value"/> is Markdown; the console prints it as it is.</summary>
    public bool EnableMarkdown { get; } = enableMarkdown;
}
