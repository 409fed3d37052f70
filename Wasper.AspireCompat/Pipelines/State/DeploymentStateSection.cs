using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Aspire.Hosting.Pipelines;

/// <summary>A part of the deployment state: change <see cref="Data"/>, then save it.</summary>
[Experimental("ASPIREPIPELINES002")]
public sealed class DeploymentStateSection(string sectionName, JsonObject data, long version)
{
    /// <summary>Parts are divided by a colon.</summary>
    public string SectionName { get; } = sectionName;

    /// <summary>The content; a copy, nothing is kept until it is saved.</summary>
    public JsonObject Data { get; } = data;

    /// <summary>How often the section was saved in this run; saving counts on.</summary>
    public long Version { get; set; } = version;
}
