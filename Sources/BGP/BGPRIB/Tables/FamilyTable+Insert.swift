import BGPFilters
import BGPWire
import CLinux
import NetTypes

/// What all routes of one message have in common on their way in.
///
/// Trivial, as it is made for each message.
struct ImportRun {
  let peer: UInt16
  /// Generation and the flags that every path of the message gets.
  var flags: UInt16
  /// The set as received.
  let attributes: UInt32
  /// The set after rules that do not ask for the prefix; the same as `attributes` when nothing changes it.
  var policed: UInt32
  /// What is left to ask of each prefix.
  var filter: SpecialisedFilter
  let age: UInt32
  /// No path beyond this count is added (prefix limit with `discard`).
  let maximumPaths: UInt32
}

/// What became of a message's routes.
struct ImportCounts {
  /// Paths now holding a reference to the run's set.
  var references: UInt32 = 0
  /// Routes that the limit left out.
  var refused: UInt32 = 0
  /// A prefix that cannot be read; those before it are in.
  var fault: AttributeFault?
}

extension FamilyTable {
  /// Puts the prefixes of a field in, in the order that they have in it. References of the run's set are counted in the result, for the
  /// caller to add at once.
  mutating func insert(
    _ section: FamilyNLRI, _ run: ImportRun, _ shared: inout SharedAttributes, _ police: inout PrefixPolice
  ) -> ImportCounts {
    var counts = ImportCounts()
    var reader = section.reader
    repeat {
      number(&reader, &counts)
      var index = 0
      while index < window.count {
        let place = window.places[index]
        index &+= 1
        if place.number == PrefixTable.none { continue }
        let verdict = run.filter.verdict(high: place.high, low: place.low, length: place.length)
        let (flags, policed) = police.apply(verdict, run, &shared)
        put(place.number, identifier: place.pathID, run, flags: flags, policed: policed, &shared, &counts)
      }
    } while window.count == NLRIWindow.capacity && counts.fault == nil
    return counts
  }

  /// As above for a run whose filter does not ask for the prefix.
  mutating func insert(_ section: FamilyNLRI, _ run: ImportRun, _ shared: inout SharedAttributes) -> ImportCounts {
    var counts = ImportCounts()
    var reader = section.reader
    repeat {
      number(&reader, &counts)
      var index = 0
      while index < window.count {
        let place = window.places.base + index
        index &+= 1
        if place.pointee.number == PrefixTable.none { continue }
        put(
          place.pointee.number, identifier: place.pointee.pathID, run, flags: run.flags, policed: run.policed, &shared, &counts)
      }
    } while window.count == NLRIWindow.capacity && counts.fault == nil
    return counts
  }

  /// Reads the next prefixes into the window, puts them into the table, and asks for the first path of each.
  @inline(__always)
  private mutating func number(_ reader: inout NLRIReader, _ counts: inout ImportCounts) {
    window.fill(&reader, table, &counts.fault)
    var index = 0
    while index < window.count {
      let place = window.places.base + index
      let number = table.insert(
        place.pointee.hash, high: place.pointee.high, low: place.pointee.low, length: place.pointee.length)
      place.pointee.number = number
      if number != PrefixTable.none { apus_prefetch(path(entry(number).pointee.firstPath)) }
      index &+= 1
    }
  }

  @inline(__always)
  private mutating func put(
    _ number: UInt32, identifier: UInt32, _ run: ImportRun, flags: UInt16, policed: UInt32, _ shared: inout SharedAttributes,
    _ counts: inout ImportCounts
  ) {
    let entry = entry(number)
    if entry.pointee.firstPath != PathArena.none {
      let known = findPath(number, peer: run.peer, identifier: identifier)
      if known != PathArena.none {
        replace(known, number, run, flags: flags, policed: policed, &shared, &counts)
        return
      }
    }
    let count = self.counts.base + Int(run.peer)
    if count.pointee.paths >= run.maximumPaths {
      counts.refused &+= 1
      count.pointee.refused &+= 1
      leaveOut(number)
      return
    }
    let at = paths.allocate()
    if at == PathArena.none {
      leaveOut(number)
      return
    }
    var path = PathEntry(next: PathArena.none, attributes: run.attributes, peer: run.peer, flags: flags, age: run.age)
    if policed != run.attributes {
      paths.policed[Int(at)] = policed
      shared.store.retain(policed)
    }
    if identifier != 0 {
      path.flags |= PathEntry.identified
      paths.identifiers[Int(at)] = identifier
    }
    // The best path stays in front until the next decision.
    let first = entry.pointee.firstPath
    if first == PathArena.none {
      entry.pointee.firstPath = at
    } else {
      path.next = self.path(first).pointee.next
      self.path(first).pointee.next = at
    }
    self.path(at).initialize(to: path)
    counts.references &+= 1
    count.pointee.paths &+= 1
    if flags & PathEntry.refused != 0 { count.pointee.filtered &+= 1 }
    markDirty(number)
  }

  /// A prefix that was put in for a route that is not taken goes again with the next round.
  private mutating func leaveOut(_ number: UInt32) {
    if entry(number).pointee.firstPath == PathArena.none { markDirty(number) }
  }

  /// The peer announces the prefix again (implicit withdraw, RFC 4271 §3.1).
  private mutating func replace(
    _ at: UInt32, _ number: UInt32, _ run: ImportRun, flags: UInt16, policed: UInt32, _ shared: inout SharedAttributes,
    _ counts: inout ImportCounts
  ) {
    let path = path(at)
    let old = path.pointee
    let kept = old.flags & (PathEntry.identified | PathEntry.multipath)
    let compared = PathEntry.filtered | PathEntry.leaked | PathEntry.edited
    let oldPoliced = old.has(PathEntry.edited) ? paths.policed[Int(at)] : old.attributes
    if old.attributes == run.attributes && old.flags & compared == flags & compared && oldPoliced == policed {
      path.pointee.flags = flags | kept  // the same route: at most its generation is new
      return
    }
    if policed != run.attributes { shared.store.retain(policed) }
    if old.has(PathEntry.edited) { shared.release(oldPoliced) }
    if policed != run.attributes { paths.policed[Int(at)] = policed }
    // The new reference is added by the caller; the old one goes now, unless both are the same set.
    if old.attributes != run.attributes {
      shared.release(old.attributes)
      counts.references &+= 1
    }
    let count = self.counts.base + Int(run.peer)
    if old.has(PathEntry.refused) { count.pointee.filtered &-= 1 }
    if flags & PathEntry.refused != 0 { count.pointee.filtered &+= 1 }
    // It may be as good as before, but through another next hop.
    if old.has(PathEntry.multipath) { entry(number).pointee.flags |= PrefixEntry.hopsChanged }
    path.pointee.attributes = run.attributes
    path.pointee.flags = flags | kept
    path.pointee.age = run.age
    markDirty(number)
  }

  /// Takes the prefixes of a field out.
  mutating func withdraw(_ section: FamilyNLRI, peer: UInt16, _ shared: inout SharedAttributes) throws(AttributeFault) {
    var reader = section.reader
    var fault: AttributeFault?
    repeat {
      window.fill(&reader, table, &fault)
      var index = 0
      while index < window.count {
        withdraw(window.places[index], peer: peer, &shared)
        index &+= 1
      }
    } while window.count == NLRIWindow.capacity && fault == nil
    if let fault { throw fault }
  }

  @inline(__always)
  private mutating func withdraw(_ place: NLRIWindow.Place, peer: UInt16, _ shared: inout SharedAttributes) {
    let number = table.find(place.hash, high: place.high, low: place.low, length: place.length)
    let known = number == PrefixTable.none ? PathArena.none : findPath(number, peer: peer, identifier: place.pathID)
    if known != PathArena.none {
      remove(known, from: number, &shared)
    } else if counts[Int(peer)].refused > 0 {
      counts.base[Int(peer)].refused &-= 1
    }
  }
}
