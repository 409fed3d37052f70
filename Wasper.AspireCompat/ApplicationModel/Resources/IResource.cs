namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application: a container, a process, a parameter, a database.</summary>
public interface IResource
{
    /// <summary>Unique in the application, without regard to case.</summary>
    string Name { get; }

    /// <summary>Everything that is said about the resource.</summary>
    ResourceAnnotationCollection Annotations { get; }
}
