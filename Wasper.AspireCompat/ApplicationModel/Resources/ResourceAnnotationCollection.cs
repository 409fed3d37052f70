using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The annotations of one resource, in the order in which they were added.</summary>
/// <remarks>They can be read while somebody else adds one: whoever reads sees them as they were at the beginning.</remarks>
public sealed class ResourceAnnotationCollection() : Collection<IResourceAnnotation>(new CopyOnWriteList<IResourceAnnotation>());
