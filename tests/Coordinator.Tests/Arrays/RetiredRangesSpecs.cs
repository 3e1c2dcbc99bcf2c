using System.IO.MemoryMappedFiles;

namespace Troupe.Tests.Arrays;

/// <summary>Arrays that ended keep their addresses, so that a late span is harmless; they do not keep a map each.</summary>
public sealed class RetiredRangesSpecs
{
    [Fact]
    public void Arrays_that_have_ended_leave_no_mapping_each()
    {
        const int arrays = 2000;
        var others = new List<MemoryMappedViewAccessor>();
        MakeAndEnd(others); // What it takes once.
        var before = Mappings() - others.Count;
        for (var array = 0; array < arrays; array++)
            MakeAndEnd(others);
        var grown = Mappings() - others.Count - before;
        others.ForEach(other => other.Dispose());
        // Specs beside this one map and unmap, too.
        grown.ShouldBeLessThan(arrays / 4);
    }

    /// <summary>As a busy program does, with something else mapped between one array and the next.</summary>
    private static void MakeAndEnd(List<MemoryMappedViewAccessor> others)
    {
        using (var array = SharedArray.Create<int>(100_000))
            array[0] = 1;
        using var file = MemoryMappedFile.CreateNew(null, 400_000 + 4096);
        others.Add(file.CreateViewAccessor());
    }

    private static int Mappings() => File.ReadLines("/proc/self/maps").Count();
}
