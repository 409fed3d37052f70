namespace Aspire.Hosting;

/// <summary>What is done with the model.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>It runs on this machine.</summary>
    Run,

    /// <summary>Its pipeline publishes, deploys or destroys it.</summary>
    Publish,
}
