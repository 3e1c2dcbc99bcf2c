namespace Troupe.SharedState.Arrays;

/// <summary>The seam to the operating system: memory that several processes have mapped.</summary>
internal abstract class SegmentMemory
{
    /// <summary>Where it begins in this process.</summary>
    public abstract nint Start { get; }

    /// <summary>Its bytes; fixed for its life.</summary>
    public abstract long Size { get; }

    /// <summary>Where other processes find it, for as long as the owner has not taken its name away.</summary>
    public abstract string Location { get; }

    /// <summary>Makes new memory, all zero. It takes room page by page, as it is written.</summary>
    /// <param name="id">32 random hexadecimal digits.</param>
    /// <param name="size">Bytes.</param>
    /// <exception cref="IOException">The system refused; the text tells why.</exception>
    public static SegmentMemory Create(string id, long size) =>
        OperatingSystem.IsLinux() ? NamelessMemory.Create(id, size) : FileMemory.Create(id, size);

    /// <summary>Maps memory that another process has made.</summary>
    /// <param name="id">What the owner called it.</param>
    /// <param name="location">What the owner's <see cref="Location"/> was.</param>
    /// <returns>Null when it is gone: the owner has ended, or has given it up.</returns>
    /// <exception cref="IOException">The system refused; the text tells why.</exception>
    /// <exception cref="InvalidDataException">What is there is no such memory.</exception>
    public static SegmentMemory? Open(string id, string location) =>
        OperatingSystem.IsLinux() ? NamelessMemory.Open(id, location) : FileMemory.Open(id, location);

    /// <summary>Takes its name away: no other process can map it from now on. Existing mappings stay.</summary>
    public abstract void Unname();

    /// <summary>Lets go of the memory. Called once; the caller makes sure that nothing pins it.</summary>
    public abstract void Release();

    /// <summary>As <see cref="Release"/>, where nothing will use the addresses again.</summary>
    public virtual void Discard() => Release();
}
