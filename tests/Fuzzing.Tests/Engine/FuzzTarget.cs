namespace Troupe.Fuzzing.Tests.Engine;

/// <summary>
/// Something that reads bytes from a peer. It swallows the exceptions that its documentation promises, and those alone; whatever
/// else comes out of <see cref="Run"/> is a finding, as is too much memory or time.
/// </summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>What it is called in the corpus and on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Good input by name, from which bad input is made: at least one for each thing that the target can read.</summary>
    public abstract IReadOnlyDictionary<string, byte[]> Golden { get; }

    /// <summary>Bytes that one input may cost beside twice its own length.</summary>
    public virtual int FixedAllocation => 64 * 1024;

    /// <summary>Reads one input.</summary>
    /// <param name="input">Whatever a peer may send.</param>
    /// <param name="random">For choices that are no part of the input, such as where a stream is cut.</param>
    /// <exception cref="FindingException">It did something that it must not.</exception>
    public abstract void Run(byte[] input, Random random);

    /// <summary>Looks whether what other threads do for it still works. They may have to wait for a processor, so it is not
    /// measured.</summary>
    /// <param name="random">See <see cref="Run"/>.</param>
    /// <exception cref="FindingException">It does not.</exception>
    public virtual void LookAfterwards(Random random)
    {
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
